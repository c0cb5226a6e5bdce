"""What words we use: English beside the phrases, Nepali in two scripts in the catalogs."""
