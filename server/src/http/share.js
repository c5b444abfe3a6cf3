// Share links in the browser (SMART Health Links): reads what stands behind the # of the address, asks for the manifest,
// decrypts the file with the link's key, which never leaves the browser, and says what is in it in a few flat words.
const PREFIX = 'shlink:/';
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));

/** What stands in a link; throws for what is none of this portal's. */
function payload(hash) {
  const place = hash.indexOf(PREFIX);
  if (place < 0) throw new Error('no link');
  const { url, key, flag = '' } = JSON.parse(new TextDecoder().decode(bytes(hash.slice(place + PREFIX.length))));
  if (new URL(url).origin !== location.origin || bytes(key).length !== 32) throw new Error('another link');
  return { url, key: bytes(key), flag };
}

async function decrypted(jwe, raw) {
  const [header, , iv, text, tag] = jwe.split('.');
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  const [body, seal] = [bytes(text), bytes(tag)];
  const whole = new Uint8Array(body.length + seal.length);
  whole.set(body);
  whole.set(seal, body.length);
  const additionalData = new TextEncoder().encode(header);
  return new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes(iv), additionalData }, key, whole));
}

const words = (concept) =>
  concept?.text ?? concept?.coding?.find((coding) => coding.display)?.display ?? concept?.coding?.[0]?.code ?? '';
const code = (concept) => concept?.coding?.[0]?.code ?? '';
const quantity = (value) => value && [`${value.comparator ?? ''}${value.value ?? ''}`, value.unit ?? value.code].filter(Boolean).join(' ');
const named = (name) => name?.text ?? [...(name?.prefix ?? []), ...(name?.given ?? []), name?.family].filter(Boolean).join(' ');

function value(one) {
  const said =
    quantity(one.valueQuantity) ?? one.valueString ?? one.valueInteger ?? one.valueBoolean ?? one.valueDateTime ?? words(one.valueCodeableConcept);
  const range = one.referenceRange?.[0];
  const usual = range && (range.text ?? [quantity(range.low), quantity(range.high)].filter(Boolean).join(' – '));
  return [String(said ?? ''), words(one.interpretation?.[0]), usual && `(${usual})`].filter(Boolean).join(' ');
}

/** What is said about a resource beside its name. */
function detail(one) {
  const said = {
    Observation: () => [value(one), ...(one.component ?? []).map((part) => `${words(part.code)} ${value(part)}`)],
    DiagnosticReport: () => [one.conclusion, ...(one.conclusionCode ?? []).map(words)],
    AllergyIntolerance: () => (one.reaction ?? []).flatMap((reaction) => (reaction.manifestation ?? []).map(words)),
    MedicationRequest: () => (one.dosageInstruction ?? []).map((dose) => dose.text ?? dose.patientInstruction),
    MedicationStatement: () => (one.dosage ?? []).map((dose) => dose.text ?? dose.patientInstruction),
    Procedure: () => (one.bodySite ?? []).map(words),
    Condition: () => (one.bodySite ?? []).map(words),
    CarePlan: () => [one.description],
  }[one.resourceType];
  return (said?.() ?? []).filter(Boolean).join('; ');
}

/** Codes that change what a line means: whether it still holds, is doubted, is dangerous. */
function marks(one) {
  // That a vaccination or a procedure took place is what its line says anyway.
  const isPlain = ['Immunization', 'Procedure'].includes(one.resourceType) && one.status === 'completed';
  return [isPlain ? '' : one.status, code(one.clinicalStatus), code(one.verificationStatus), one.criticality].filter(Boolean);
}

const date = (one) =>
  (one.onsetDateTime ?? one.onsetPeriod?.start ?? one.effectiveDateTime ?? one.effectivePeriod?.start ?? one.occurrenceDateTime ??
    one.performedDateTime ?? one.performedPeriod?.start ?? one.authoredOn ?? one.period?.start ?? one.recordedDate ?? one.issued ?? '').slice(0, 10);

function summary(document) {
  const entries = document.entry ?? [];
  const find = (reference) =>
    reference && entries.find(({ fullUrl }) => fullUrl === reference || fullUrl?.endsWith(`/${reference}`))?.resource;
  const head = entries[0]?.resource ?? {};
  const patient = entries.find(({ resource }) => resource.resourceType === 'Patient')?.resource;
  const name = (one) =>
    words(one.code) || words(one.vaccineCode) || words(one.medicationCodeableConcept) ||
    words(find(one.medicationReference?.reference)?.code) || one.medicationReference?.display || one.title || words(one.category?.[0]);
  const line = (one) => ({ name: name(one), detail: detail(one), date: date(one), marks: marks(one) });
  const sections = (head.section ?? []).map((section) => ({
    title: section.title ?? '',
    empty: code(section.emptyReason),
    lines: (section.entry ?? []).map(({ reference }) => find(reference)).filter(Boolean).map(line),
  }));
  return {
    title: head.title ?? '',
    name: named(patient?.name?.find(({ use }) => use === 'official') ?? patient?.name?.[0]),
    born: patient?.birthDate ?? '',
    number: patient?.identifier?.find(({ type }) => code(type) === 'MR')?.value ?? '',
    made: head.date ?? '',
    by: find(head.author?.[0]?.reference)?.name ?? '',
    sections,
  };
}

// The file that was opened last, to be saved.
let opened = '';

/** Whether a link asks for a passcode, or cannot be read here at all. */
async function look(hash) {
  if (!globalThis.crypto?.subtle) return 'insecure';
  try {
    return payload(hash).flag.includes('P') ? 'passcode' : 'plain';
  } catch {
    return 'damaged';
  }
}

const state = (state, more) => JSON.stringify({ state, left: 0, summary: null, ...more });

/** Opens a link: its text, who opens it, and the passcode, a line each. */
async function open(asked) {
  const [hash, recipient, passcode] = asked.split('\n');
  let link;
  try {
    link = payload(hash);
  } catch {
    return state('damaged');
  }
  let answer;
  try {
    answer = await fetch(link.url, {
      method: 'POST',
      // Without cookies the portal knows no other sign of the language that was chosen on this page.
      headers: { 'content-type': 'application/json', accept: 'application/json', 'accept-language': document.documentElement.lang },
      body: JSON.stringify(link.flag.includes('P') ? { recipient, passcode } : { recipient }),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    });
  } catch {
    return state('offline');
  }
  if (answer.status === 401) return state('passcode', { left: (await answer.json().catch(() => ({}))).remainingAttempts ?? 0 });
  if (answer.status === 404) return state('dead');
  if (answer.status === 429) return state('slow');
  if (!answer.ok) return state('failed');
  try {
    const { files } = await answer.json();
    opened = await decrypted(files[0].embedded, link.key);
    return state('read', { summary: summary(JSON.parse(opened)) });
  } catch {
    return state('damaged');
  }
}

/** Saves what was opened as a file. */
async function save(name) {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(new Blob([opened], { type: 'application/fhir+json' }));
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
  return name;
}

globalThis.shareLinks = { look, open, save };
