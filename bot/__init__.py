"""The edges of Khaacho: web, worker, WhatsApp, the command line and what they stand on."""
