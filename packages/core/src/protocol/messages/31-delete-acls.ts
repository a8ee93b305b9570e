/**
 * DeleteAcls: an admin client removes all access rules that match any of its filters. Any broker takes the
 * request and passes it on to the controller. The results stand in the order of the filters; each names the
 * rules that were removed, so one rule may have failed where another went.
 *
 * A filter reads as in DescribeAcls. 1 is the oldest version and the first with pattern types; 2 only brings
 * the compact encoding; 3 adds users as a resource type.
 *
 * kafkajs 2.2.4 and librdkafka 2.0 send 1.
 */
import type { Message } from '../schema.ts'

export const deleteAclsRequest = {
  name: 'DeleteAclsRequest',
  key: 31,
  versions: [1, 3],
  flexibleSince: 2,
  fields: {
    filters: {
      array: {
        resourceTypeFilter: { type: 'int8' },
        resourceNameFilter: { type: 'string', nullable: true },
        patternTypeFilter: { type: 'int8', default: 3 },
        principalFilter: { type: 'string', nullable: true },
        hostFilter: { type: 'string', nullable: true },
        operation: { type: 'int8' },
        permissionType: { type: 'int8' },
      },
    },
  },
} as const satisfies Message

export const deleteAclsResponse = {
  name: 'DeleteAclsResponse',
  key: 31,
  versions: [1, 3],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    filterResults: {
      array: {
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true },
        matchingAcls: {
          array: {
            errorCode: { type: 'int16' },
            errorMessage: { type: 'string', nullable: true },
            resourceType: { type: 'int8' },
            resourceName: { type: 'string' },
            patternType: { type: 'int8', default: 3 },
            principal: { type: 'string' },
            host: { type: 'string' },
            operation: { type: 'int8' },
            permissionType: { type: 'int8' },
          },
        },
      },
    },
  },
} as const satisfies Message
