/**
 * The name of a store that a program can ask from outside, with the types of its rows: a plain text for whoever prints
 * or sends it. Only the type checker sees more in it.
 */
declare const rows: unique symbol

export type StoreName<K, V> = string & { readonly [rows]?: { readonly key: K; readonly value: V } }
