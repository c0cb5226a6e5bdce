// Sending something other than text: photo, document, voice note, place, contact.
import { upload } from "./wire.js";

const KINDS = {
  image: "image/jpeg,image/png,image/webp",
  document: "",
};
const RECORDINGS = ["audio/ogg;codecs=opus", "audio/mp4;codecs=opus", "audio/webm;codecs=opus"];
const VOICE_SECONDS = 2;
const BIRENDRANAGAR = { latitude: 28.6019, longitude: 81.6339 };

export async function attach(phone, what) {
  if (what === "voice") return sendVoice(phone);
  if (what === "location") return sendPlace(phone);
  if (what === "contact") return phone.act("contact", {});
  const picker = phone.find("input[type=file]");
  picker.accept = KINDS[what];
  picker.value = "";
  picker.onchange = () => {
    const chosen = picker.files[0];
    if (chosen) upload(phone.number, what, chosen, chosen.name).catch((problem) => phone.complain(problem));
  };
  picker.click();
}

async function sendPlace(phone) {
  const near = () => (Math.random() - 0.5) / 50;
  return phone.act("location", {
    latitude: BIRENDRANAGAR.latitude + near(), longitude: BIRENDRANAGAR.longitude + near(), name: "Birendranagar",
  });
}

// Two seconds from the microphone, or of a hum where there is none.
async function sendVoice(phone) {
  const type = RECORDINGS.find((one) => MediaRecorder.isTypeSupported(one));
  const sound = new AudioContext();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => hum(sound));
  const recorder = new MediaRecorder(stream, { mimeType: type });
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const ended = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.start();
  setTimeout(() => recorder.stop(), VOICE_SECONDS * 1000);
  await ended;
  stream.getTracks().forEach((track) => track.stop());
  await sound.close();
  return upload(phone.number, "voice", new Blob(parts, { type: type.split(";")[0] }), "");
}

function hum(sound) {
  const end = sound.createMediaStreamDestination();
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  volume.gain.value = 0.05;
  tone.connect(volume).connect(end);
  tone.start();
  return end.stream;
}
