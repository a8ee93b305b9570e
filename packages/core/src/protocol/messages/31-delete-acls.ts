/**
 * TODO story
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
