/** Tags as people write them: separated by commas. Pure. */

export const TAG_LIMIT_CHARS = 60;
export const TAGS_LIMIT = 20;

/** The tags in this text: clean, each once whatever its case, and no more than there may be. */
export function tagsIn(text: string): readonly string[] {
  const found = new Map<string, string>();
  for (const part of text.split(",")) {
    const tag = part.trim().replace(/\s+/g, " ").slice(0, TAG_LIMIT_CHARS).trim();
    if (tag !== "" && !found.has(tag.toLowerCase())) found.set(tag.toLowerCase(), tag);
  }
  return [...found.values()].slice(0, TAGS_LIMIT);
}
