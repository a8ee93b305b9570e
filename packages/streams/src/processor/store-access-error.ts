/** A processor asked for a store that it is not connected to. The remedy is in the topology: connect it. */
export class StoreAccessError extends Error {
  override readonly name = 'StoreAccessError'
  readonly code = 'STORE_NOT_CONNECTED'

  constructor({ node, store, connected }: { node: string; store: string; connected: readonly string[] }) {
    const known = connected.join(', ') || 'none'
    super(`processor ${node} is not connected to a store ${store}; its stores are: ${known}`)
  }
}
