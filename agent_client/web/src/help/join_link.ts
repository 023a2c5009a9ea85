/** The code in a link's fragment. It stays in this browser: a fragment is never sent. Pure. */

/** A code, and the fingerprint of the server's own certificate where it has one. */
const FRAGMENT = /^#[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}(\.[A-Za-z0-9_-]{43})?$/;

/** The link to give to the program, or null when there is no whole code in the address. */
export function joinLinkOf(address: { origin: string; hash: string }): string | null {
  return FRAGMENT.test(address.hash) ? `${address.origin}/join${address.hash}` : null;
}
