/**
 * DescribeAcls: an admin client lists the access rules that match a filter. Any broker answers out of its own
 * copy of the rules, or with SECURITY_DISABLED where it has no authorizer.
 *
 * In a filter null stands for any name, principal or host, and 1 for any type, operation or permission. A
 * pattern type of 3 is literal, 4 is a prefix; a filter may also say 2, match: every rule that would apply to
 * the given name. 1 is the oldest version and the first with pattern types; 2 only brings the compact
 * encoding; 3 adds users as a resource type (KIP-373).
 *
 * kafkajs 2.2.4 and librdkafka 2.0 send 1.
 */
import type { Message } from '../schema.ts'

export const describeAclsRequest = {
  name: 'DescribeAclsRequest',
  key: 29,
  versions: [1, 3],
  flexibleSince: 2,
  fields: {
    resourceTypeFilter: { type: 'int8' },
    resourceNameFilter: { type: 'string', nullable: true },
    patternTypeFilter: { type: 'int8', default: 3 },
    principalFilter: { type: 'string', nullable: true },
    hostFilter: { type: 'string', nullable: true },
    operation: { type: 'int8' },
    permissionType: { type: 'int8' },
  },
} as const satisfies Message

export const describeAclsResponse = {
  name: 'DescribeAclsResponse',
  key: 29,
  versions: [1, 3],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
    errorMessage: { type: 'string', nullable: true },
    resources: {
      array: {
        resourceType: { type: 'int8' },
        resourceName: { type: 'string' },
        patternType: { type: 'int8', default: 3 },
        acls: {
          array: {
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
