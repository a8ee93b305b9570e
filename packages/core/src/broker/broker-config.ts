/**
 * What can be set for a broker, under Kafka's names (`num.partitions` is `numPartitions`) and with Kafka's
 * defaults for a single node.
 */
export interface BrokerConfig {
  /** Partitions of a topic that is created without saying how many. */
  readonly numPartitions: number
  readonly autoCreateTopicsEnable: boolean
  readonly offsetsTopicNumPartitions: number
  readonly transactionStateLogNumPartitions: number
}

export const defaultBrokerConfig: BrokerConfig = {
  numPartitions: 1,
  autoCreateTopicsEnable: true,
  offsetsTopicNumPartitions: 50,
  transactionStateLogNumPartitions: 50,
}
