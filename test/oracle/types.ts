/**
 * The types that a stream or table of a scenario can have, their serdes, and how a key or value is printed
 * (FORMAT.md section 2). Functions of a scenario see printed text only.
 */
import { type Serde, showWindowed, type Windowed } from '@millrace/streams'
import { long, sessionWindowed, string, timeWindowed } from '@millrace/streams/serde'
import type { Text } from './scenario/arguments.ts'

export type KeyType =
  | { readonly kind: 'string' }
  | { readonly kind: 'timeWindowed'; readonly sizeMs: number }
  | { readonly kind: 'sessionWindowed' }

export type ValueType = 'string' | 'long'

export const stringKey: KeyType = { kind: 'string' }
export const sessionKey: KeyType = { kind: 'sessionWindowed' }

export function isSameKey(a: KeyType, b: KeyType): boolean {
  return a.kind === b.kind && (a.kind !== 'timeWindowed' || (b.kind === 'timeWindowed' && a.sizeMs === b.sizeMs))
}

// biome-ignore lint/suspicious/noExplicitAny: the types of a scenario are known when it runs, not before
export function keySerde(type: KeyType): Serde<any> {
  if (type.kind === 'string') return string
  return type.kind === 'timeWindowed' ? timeWindowed(string, type.sizeMs) : sessionWindowed(string)
}

// biome-ignore lint/suspicious/noExplicitAny: as above
export function valueSerde(type: ValueType): Serde<any> {
  return type === 'string' ? string : long
}

/** Null stays null; numbers are printed in decimal, windowed keys as `key@start/end`. */
export function print(value: unknown): Text {
  if (value === null || value === undefined) return null
  if (typeof value === 'object') return showWindowed(value as Windowed<unknown>)
  return String(value)
}
