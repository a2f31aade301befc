/**
 * All members side by side, with their documentation: a hover shows them, where of an interface that extends others it shows no more than
 * the name. `K` is there for the compiler alone, which goes on calling the result by the name that it is given.
 */
export type Flat<T, K extends keyof T = keyof T> = { [P in K]: T[P] };
