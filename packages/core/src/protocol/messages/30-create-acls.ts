/**
 * CreateAcls: an admin client adds access rules. Any broker takes the request and passes it on to the
 * controller. The results stand in the order of the request, one for each rule; SECURITY_DISABLED means that
 * there is no authorizer.
 *
 * A rule's pattern type is 3, literal, or 4, prefix: the wildcards of a filter are refused here. A resource
 * name of * with a literal pattern stands for all resources of the type. 1 is the oldest version and the
 * first with pattern types; 2 only brings the compact encoding; 3 adds users as a resource type.
 *
 * kafkajs 2.2.4 and librdkafka 2.0 send 1.
 */
import type { Message } from '../schema.ts'

export const createAclsRequest = {
  name: 'CreateAclsRequest',
  key: 30,
  versions: [1, 3],
  flexibleSince: 2,
  fields: {
    creations: {
      array: {
        resourceType: { type: 'int8' },
        resourceName: { type: 'string' },
        resourcePatternType: { type: 'int8', default: 3 },
        principal: { type: 'string' },
        host: { type: 'string' },
        operation: { type: 'int8' },
        permissionType: { type: 'int8' },
      },
    },
  },
} as const satisfies Message

export const createAclsResponse = {
  name: 'CreateAclsResponse',
  key: 30,
  versions: [1, 3],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    results: {
      array: {
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true },
      },
    },
  },
} as const satisfies Message
