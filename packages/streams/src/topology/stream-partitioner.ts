/**
 * Chooses the partitions of the records that a sink writes: one, several (each gets a copy), none (the record is
 * dropped, and counted), or null for what Kafka's producer would choose.
 */
export type StreamPartitioner<K, V> = (
  value: V,
  key: K,
  target: { readonly topic: string; readonly partitions: number },
) => number | readonly number[] | null
