/**
 * Chooses the partitions of the records that a sink writes: one, several (each gets a copy), none (the record is
 * dropped, and counted), or null for what Kafka's producer would choose.
 */
export type StreamPartitioner<K, V> = (
  value: V,
  key: K,
  target: { readonly topic: string; readonly partitions: number },
) => number | readonly number[] | null

/**
 * What a sink may have for a partitioner besides a function: 'inner-key' writes windowed keys to the partition that
 * their inner key's bytes choose, where the key alone would be; null leaves the choice to Kafka's producer.
 */
export type SinkPartitioner<K, V> = StreamPartitioner<K, V> | 'inner-key' | null
