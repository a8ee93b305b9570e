/** What holds for all calls of one builder, unless a call says otherwise. */
import type { Serde } from '../../serde/serde.ts'
import type { StorePlace } from '../../store/contract/store-definition.ts'

export interface GraphSettings {
  /** For keys and values of which no call names a serde; null for an error there. */
  readonly defaultSerde: Serde<unknown> | null
  /** Where the DSL's stores lie. */
  readonly storePlace: StorePlace
  /** Whether the DSL's stores keep the headers of records (KIP-1271). */
  readonly storesKeepHeaders: boolean
  /** Whether stores and internal topics must be named by the program, since generated names change with it (KIP-1111). */
  readonly requiresNames: boolean
}
