/**
 * The keys of a subscription store: all subscriptions of one foreign key lie together.
 *   length of the foreign key 4 | foreign key | primary key
 */
const lengthBytes = 4

export function combinedKey(foreignKey: Buffer, primaryKey: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(lengthBytes + foreignKey.length + primaryKey.length)
  bytes.writeInt32BE(foreignKey.length)
  foreignKey.copy(bytes, lengthBytes)
  primaryKey.copy(bytes, lengthBytes + foreignKey.length)
  return bytes
}

/** How the keys of all subscriptions of this foreign key begin. */
export function combinedKeyPrefix(foreignKey: Buffer): Buffer {
  return combinedKey(foreignKey, Buffer.alloc(0))
}
