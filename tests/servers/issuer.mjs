// Who signs the tokens: an issuer with keys of its own, as a hospital's sign-in would have. A server checks a signature
// with the keys, or asks here.

import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";

const AUDIENCE = "timeline-servers";
const MINUTE = 60;

/** An issuer of that address. */
export function issuer(address) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const kid = randomUUID();
  const key = { ...publicKey.export({ format: "jwk" }), kid, alg: "ES256", use: "sig" };
  const left = new Map();
  return {
    address,
    audience: AUDIENCE,
    keys: { keys: [key] },
    /** A token for these scopes that ends in so many seconds, which may be in the past, or after so many requests. */
    token(scope, { seconds = 10 * MINUTE, requests = Infinity } = {}) {
      const token = signed(privateKey, kid, claims(address, scope, seconds));
      left.set(token, requests);
      return token;
    },
    /** Whether a token still holds; one request less, from now on. */
    accepts(token) {
      const requests = left.get(token) ?? 0;
      left.set(token, requests - 1);
      return requests > 0 && !isOver(token);
    },
  };
}

function claims(issuer, scope, seconds) {
  const now = Math.floor(Date.now() / 1000);
  return { iss: issuer, aud: AUDIENCE, sub: "ward-portal", iat: now - 60 * MINUTE, exp: now + seconds, jti: randomUUID(), scope };
}

function signed(privateKey, kid, payload) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "ES256", typ: "JWT", kid })}.${part(payload)}`;
  const signature = createSign("SHA256").update(text).sign({ key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
}

function isOver(token) {
  const [, payload] = token.split(".");
  return JSON.parse(Buffer.from(payload, "base64url")).exp * 1000 < Date.now();
}
