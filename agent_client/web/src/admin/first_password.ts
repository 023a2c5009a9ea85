/** A password that a program makes and a person reads out: 100 bits, without letters that look alike. */

const LETTERS = "abcdefghjkmnpqrstvwxyz0123456789";
const GROUPS = 4;
const GROUP_LETTERS = 5;

/** Such as "k7q2m-x4p9r-…"; from the browser's own source of randomness. */
export function firstPassword(): string {
  const drawn = crypto.getRandomValues(new Uint8Array(GROUPS * GROUP_LETTERS));
  // 256 is a multiple of 32, so that every letter is as likely as another.
  const letters = Array.from(drawn, (one) => LETTERS[one % LETTERS.length] ?? "");
  return Array.from({ length: GROUPS }, (_, group) =>
    letters.slice(group * GROUP_LETTERS, (group + 1) * GROUP_LETTERS).join(""),
  ).join("-");
}
