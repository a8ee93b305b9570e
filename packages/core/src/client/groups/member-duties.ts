/** What a membership asks of its owner: one thing after the other, never two at once, while heartbeats go on. */
import type { Generation, OfferedProtocol } from './joining.ts'

export interface MemberDuties {
  /** What to join with. */
  offer(): Promise<readonly OfferedProtocol[]>
  /** The member is about to join again and still is what it was. */
  prepare(): Promise<void>
  /** The group has gone on without the member; asked again and again, so nothing may be lost twice. */
  lost(): Promise<void>
  /** As the leader: what each member gets. */
  assign(generation: Generation): Promise<ReadonlyMap<string, Buffer>>
  /** The member's own share. */
  joined(generation: Generation, share: Buffer): Promise<void>
  /** Nothing more comes. */
  failed(problem: Error): void
}
