/** Under which id and epoch batches are numbered: what the coordinator, or any broker, has given. */
export interface ProducerIds {
  readonly producerId: number
  readonly producerEpoch: number
}
