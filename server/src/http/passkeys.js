// Passkeys in the browser: asks the server for a question, the authenticator for an answer, and hands it over. Buffers cross
// as base64url, by hand, since not every browser can (`toJSON`).
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

function options(json) {
  const { publicKey } = JSON.parse(json);
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  for (const known of [publicKey.allowCredentials, publicKey.excludeCredentials])
    for (const credential of known ?? []) credential.id = bytes(credential.id);
  return publicKey;
}

function answer(credential) {
  const response = {};
  for (const part of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'])
    if (credential.response[part]) response[part] = text(credential.response[part]);
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

const create = async (json) => answer(await navigator.credentials.create({ publicKey: options(json) }));
const get = async (json, more) => answer(await navigator.credentials.get({ publicKey: options(json), ...more }));
// For the pages that ask from within the program.
globalThis.passkeys = { create, get };

// What waits in the autofill of the sign-in form, and since when.
let offered;

async function ask(form) {
  const response = await fetch(form.dataset.passkey, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
  });
  // The sign-in waits no longer: the page says so.
  if (response.status === 401) location.reload();
  if (!response.ok) throw new Error();
  return response.json();
}

function hand(form, { challenge }, credential) {
  form.querySelector('[data-passkey-challenge]').value = challenge;
  form.querySelector('[data-passkey-credential]').value = credential;
  form.submit();
}

async function press(form) {
  const button = form.querySelector('button');
  const problem = form.querySelector('[data-passkey-problem]');
  if (button.ariaBusy) return;
  button.ariaBusy = 'true';
  problem.hidden = true;
  offered?.stop.abort();
  try {
    const question = await ask(form);
    hand(form, question, await get(question.options));
  } catch {
    problem.hidden = false;
    button.ariaBusy = null;
    if ('passkeyOffered' in form.dataset) offer(form);
  }
}

async function offer(form) {
  if (!(await globalThis.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
  offered?.stop.abort();
  const own = { stop: new AbortController(), since: Date.now() };
  offered = own;
  try {
    const question = await ask(form);
    if (own.stop.signal.aborted) return;
    const credential = await get(question.options, { mediation: 'conditional', signal: own.stop.signal });
    hand(form, question, credential);
  } catch {
    // Not wanted, or another one is offered.
  }
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-passkey] button');
  if (button) press(button.form);
});

const waiting = document.querySelector('[data-passkey-offered]');
if (waiting) {
  offer(waiting);
  // A question is good for five minutes.
  const renew = () => {
    if (!document.hidden && offered && Date.now() - offered.since > 240_000) offer(waiting);
  };
  setInterval(renew, 30_000);
  document.addEventListener('visibilitychange', renew);
}
