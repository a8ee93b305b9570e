/**
 * The features of the cluster, as KIP-584 has them: what this broker can do, and at which level a new cluster
 * uses it. Clients read them in the answer to ApiVersions; producers learn there that transactions are of
 * version 2 (KIP-890).
 */

export interface Feature {
  readonly name: string
  readonly min: number
  readonly max: number
}

/**
 * The levels of Apache Kafka 4.3, whose metadata records these are. Group version 1 is the consumer protocol of
 * KIP-848, which is not served.
 */
export const supportedFeatures: readonly Feature[] = [
  { name: 'metadata.version', min: 7, max: 30 },
  { name: 'transaction.version', min: 0, max: 2 },
  { name: 'group.version', min: 0, max: 0 },
]

/** In the order in which a new cluster writes them: a metadata log begins with its own version. */
export const newClusterFeatures: readonly { readonly name: string; readonly level: number }[] = [
  { name: 'metadata.version', level: 30 },
  { name: 'transaction.version', level: 2 },
]
