/**
 * Settings of Kafka Streams that are no options here, and what there is instead. They are refused and not passed over:
 * whoever sets one expects something of it.
 */

/** By name, how the sentence "expected …" goes on. */
export const saidElsewhere: ReadonlyMap<string, string> = new Map([
  ['topology.optimization', 'it to be said where the topology is built: build({ optimization })'],
  [
    'dsl.store.suppliers.class',
    "it to be said where the topology is built: new StreamsBuilder({ storePlace: 'memory' })",
  ],
  ['default.dsl.store', "it to be said where the topology is built: new StreamsBuilder({ storePlace: 'memory' })"],
  ['dsl.store.format', 'it to be said where the topology is built: new StreamsBuilder({ storesKeepHeaders })'],
  [
    'ensure.explicit.internal.resource.naming',
    'it to be said where the topology is built: new StreamsBuilder({ requiresNames })',
  ],
  ['errors.dead.letter.queue.topic.name', 'an answer of onProcessingError and its like: { deadLetter: topic }'],
  ['buffered.records.per.partition', 'the buffer to be bounded by bytes: bufferedBytesMax'],
  ['max.poll.records', 'the buffer to be bounded by bytes: bufferedBytesMax'],
  ['poll.ms', 'nothing to be said: records are processed when they come'],
  ['enable.auto.commit', 'nothing to be said: the application commits what it has processed'],
  ['enable.idempotence', 'nothing to be said: brokers always recognise a batch that is sent twice'],
  ['transactional.id', 'nothing to be said: it follows from the application, the process and the thread'],
  ['group.id', 'nothing to be said: the group is called as the application'],
  ['allow.auto.create.topics', 'nothing to be said: topics that are read are never created by reading'],
  ['partition.assignment.strategy', 'nothing to be said: tasks are assigned by the application itself'],
  ['task.assignor.class', 'no class: tasks are assigned as by the HighAvailabilityTaskAssignor'],
  ['rack.aware.assignment.strategy', 'standbys to be spread by tags: rackAwareAssignmentTags'],
  ['rack.aware.assignment.traffic_cost', 'standbys to be spread by tags: rackAwareAssignmentTags'],
  ['rack.aware.assignment.non_overlap_cost', 'standbys to be spread by tags: rackAwareAssignmentTags'],
  ['rocksdb.config.setter', 'memory to be bounded for all stores together: stateMemoryBytes'],
  ['processor.wrapper.class', 'no class: processors are wrapped where the topology is written'],
  ['default.client.supplier', 'no class: the clients are what client, producer, consumer and admin say'],
  ['upgrade.from', 'nothing to be said: no older release of ours has another form of its state'],
  ['built.in.metrics.version', 'nothing to be said: metrics have one form'],
  ['receive.buffer.bytes', 'nothing to be said: sockets have the size that the machine gives them'],
  ['send.buffer.bytes', 'nothing to be said: sockets have the size that the machine gives them'],
])
