// Passkeys: the form shows its button when the browser can, asks the browser, and is sent with the answer.

const able = "credentials" in navigator && typeof PublicKeyCredential === "function";

const toBytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
};
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function withBytes(options) {
  const key = structuredClone(options.publicKey);
  key.challenge = toBytes(key.challenge);
  if (key.user) key.user.id = toBytes(key.user.id);
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    for (const each of key[list] ?? []) each.id = toBytes(each.id);
  }
  return { publicKey: key };
}

function asJson(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: toText(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = toText(response[name]);
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: parts,
  };
}

async function optionsOf(form) {
  const { passkeyOptions, passkeyUrl, passkeyPost } = form.dataset;
  if (passkeyOptions) return JSON.parse(passkeyOptions);
  const answer = passkeyPost
    ? await fetch(passkeyPost, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } })
    : await fetch(passkeyUrl, { headers: { Accept: "application/json" } });
  return answer.json();
}

async function ask(form) {
  const all = await optionsOf(form);
  if (form.dataset.passkey === "create") {
    const options = withBytes(all.creation_options);
    if (form.elements.passwordless?.checked) {
      Object.assign(options.publicKey.authenticatorSelection, {
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      });
    }
    return asJson(await navigator.credentials.create(options));
  }
  return asJson(await navigator.credentials.get(withBytes(all.request_options)));
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!able) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    try {
      form.elements.credential.value = JSON.stringify(await ask(form));
      form.submit();
    } catch {
      form.elements.credential.value = ""; // closed by the person: they may try again or use another way
    }
  });
}
