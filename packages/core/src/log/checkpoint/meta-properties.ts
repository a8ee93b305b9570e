/**
 * Whose data directory it is: which cluster's, which node's, and the directory's own id. A node that
 * finds another's refuses to start. The file is a Java properties file; Kafka heads it with the date.
 */
import { MalformedCheckpointError } from '../errors.ts'
import type { TextFormat } from './checkpoint.ts'
import { isUuid } from './partition-metadata.ts'
import { parseProperties, printProperties } from './properties.ts'
import { natural32 } from './rows.ts'

/** The file in a data directory that has this format. */
export const META_PROPERTIES = 'meta.properties'

export interface MetaProperties {
  readonly clusterId: string
  readonly nodeId: number
  /** 22 characters of base64url; a directory that Kafka before 3.7 formatted has none. */
  readonly directoryId: string | null
}

/** Version 0 was ZooKeeper's. */
const VERSION = '1'

export const metaPropertiesFormat: TextFormat<MetaProperties> = {
  print({ clusterId, nodeId, directoryId }) {
    const properties = new Map([
      ['version', VERSION],
      ['cluster.id', clusterId],
      ['node.id', String(nodeId)],
    ])
    if (directoryId !== null) properties.set('directory.id', directoryId)
    return printProperties(properties)
  },
  parse(text, path) {
    const properties = parseProperties(text)
    const version = properties.get('version')
    if (version !== VERSION) refuse(path, `version=${VERSION}`, version)
    const clusterId = properties.get('cluster.id')
    if (clusterId === undefined || clusterId === '') refuse(path, 'a cluster.id', clusterId)
    const nodeText = properties.get('node.id')
    const nodeId = natural32(nodeText ?? '')
    if (nodeId === null) refuse(path, 'a node.id from 0 to 2147483647', nodeText)
    const directoryId = properties.get('directory.id') ?? null
    if (directoryId !== null && !isUuid(directoryId)) {
      refuse(path, 'a directory.id of 22 characters of base64url', directoryId)
    }
    return { clusterId, nodeId, directoryId }
  },
}

function refuse(path: string, expected: string, found: string | undefined): never {
  throw new MalformedCheckpointError({ path, expected, found: found === undefined ? 'none' : `"${found}"` })
}
