/** Where an instance of the application answers queries: what its user said as `applicationServer`. */
export interface HostInfo {
  readonly host: string
  readonly port: number
}

const endpointPattern = /^(?:[0-9a-zA-Z\-%._]*:\/\/)?\[?([0-9a-zA-Z\-%._:]*)\]?:([0-9]+)$/

/** `host:port`, with or without a protocol before; null for what is none. */
export function hostInfoOf(endpoint: string | null): HostInfo | null {
  const [, host, port] = endpointPattern.exec(endpoint ?? '') ?? []
  return host === undefined || port === undefined ? null : { host, port: Number(port) }
}
