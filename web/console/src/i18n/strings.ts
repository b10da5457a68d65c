/** The same keys as the English texts of an area, any words: tsc fails when a key is missing. */
export type Strings<T> = { [K in keyof T]: T[K] extends string ? string : Strings<T[K]> };
