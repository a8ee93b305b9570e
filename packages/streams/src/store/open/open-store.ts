/** From what a topology says about a store to the store, which its task still has to open with `init`. */
import type { StateStore } from '../contract/state-store.ts'
import type { StoreDefinition } from '../contract/store-definition.ts'
import { openKeyValueStore } from './open-key-value-store.ts'
import { openOuterJoinStore } from './open-outer-join-store.ts'
import { openSessionStore } from './open-session-store.ts'
import { openSuppressionStore } from './open-suppression-store.ts'
import { openVersionedStore } from './open-versioned-store.ts'
import { openWaitingStore } from './open-waiting-store.ts'
import { openWindowStore } from './open-window-store.ts'

export function openStore(definition: StoreDefinition): StateStore {
  switch (definition.kind) {
    case 'key-value':
    case 'timestamped-key-value':
      return openKeyValueStore(definition)
    case 'window':
    case 'timestamped-window':
      return openWindowStore(definition)
    case 'session':
      return openSessionStore(definition)
    case 'outer-join':
      return openOuterJoinStore(definition)
    case 'suppression':
      return openSuppressionStore(definition)
    case 'waiting':
      return openWaitingStore(definition)
    case 'versioned':
      return openVersionedStore(definition)
  }
}
