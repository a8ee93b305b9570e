/**
 * Bytes as a store may keep them. A key or a value may be a view of the whole answer of a fetch, which would live as
 * long as the row; then it is copied. What shares memory with little else, as in the pool of Node, stays as it is.
 */
export function ownBytes(bytes: Buffer): Buffer {
  const heldBytes = bytes.buffer.byteLength
  return heldBytes <= Buffer.poolSize || heldBytes <= 2 * bytes.length ? bytes : Buffer.from(bytes)
}
