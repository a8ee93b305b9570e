/**
 * What tells keys apart where records of one key have to keep their order. Keys that look alike may share a turn,
 * which costs time and nothing else; keys that are equal must share one.
 */
export function keyIdentity(key: unknown): unknown {
  if (key === null || key === undefined) return {}
  if (typeof key !== 'object') return key
  if (key instanceof Uint8Array) return `bytes ${Buffer.from(key.buffer, key.byteOffset, key.length).toString('hex')}`
  return `object ${JSON.stringify(key, (_name, value) => (typeof value === 'bigint' ? String(value) : value))}`
}
