/**
 * TODO story
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
