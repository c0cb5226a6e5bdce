// Calls to the simulator's own API.
async function answer(response) {
  const told = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(told.error || `The simulator answered ${response.status}.`);
  return told;
}

export async function post(path, body) {
  return answer(await fetch(`/simulator/${path}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  }));
}

export async function upload(number, kind, blob, name) {
  const query = new URLSearchParams({ name });
  const headers = { "Content-Type": (blob.type || "application/octet-stream").split(";")[0] };
  return answer(await fetch(`/simulator/phones/${number}/files/${kind}?${query}`, { method: "POST", headers, body: blob }));
}
