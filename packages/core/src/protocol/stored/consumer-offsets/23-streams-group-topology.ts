/**
 * StreamsGroupTopology: record type 23 of __consumer_offsets: the topology of a streams group, as its first
 * member brought it with StreamsGroupHeartbeat. The key is the group; a null value is a tombstone. The group
 * coordinator reads it when it becomes the leader of the partition: without it, it could neither assign tasks
 * nor create internal topics.
 *
 * Here the topology is as declared, with regular expressions unresolved; 0 for a topic's partitions means
 * that the number follows from the sources, 0 for the replication factor means the broker's default. The
 * numbers in copartitionGroups are positions in the lists of their sub-topology. There is one version.
 */
import type { Fields, Message } from '../../schema.ts'

export const streamsGroupTopologyKey = {
  name: 'StreamsGroupTopologyKey',
  key: 23,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
  },
} as const satisfies Message

const topicConfig = {
  key: { type: 'string' },
  value: { type: 'string' },
} as const satisfies Fields

const topicInfo = {
  name: { type: 'string' },
  partitions: { type: 'int32' },
  replicationFactor: { type: 'int16' },
  topicConfigs: { array: topicConfig },
} as const satisfies Fields

export const streamsGroupTopologyValue = {
  name: 'StreamsGroupTopologyValue',
  key: 23,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    epoch: { type: 'int32' },
    subtopologies: {
      array: {
        subtopologyId: { type: 'string' },
        sourceTopics: { array: 'string' },
        sourceTopicRegex: { array: 'string' },
        stateChangelogTopics: { array: topicInfo },
        repartitionSinkTopics: { array: 'string' },
        repartitionSourceTopics: { array: topicInfo },
        copartitionGroups: {
          array: {
            sourceTopics: { array: 'int16' },
            sourceTopicRegex: { array: 'int16' },
            repartitionSourceTopics: { array: 'int16' },
          },
        },
      },
    },
  },
} as const satisfies Message
