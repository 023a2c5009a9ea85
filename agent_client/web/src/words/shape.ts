/** What every language has to say: the keys of English, with any text. */

import type { en } from "./en";

type Said<T> = { readonly [K in keyof T]: T[K] extends string ? string : Said<T[K]> };

export type Words = Said<typeof en>;
