/**
 * What a server asks of whoever answers the frames: one reply a frame, at once or as a promise of it.
 */
import type { FrameClient } from './frame-client.ts'

/** What becomes of a frame on its connection; it is free when no part of it is used any more, the answer included. */
export type FrameReply =
  | {
      readonly kind: 'answer'
      /** The frame, size included. */
      readonly chunks: readonly Buffer[]
      /** Called once when the chunks have left this process's memory, or never will. */
      readonly sent: () => void
      readonly isFrameFree: boolean
    }
  | { readonly kind: 'silence'; readonly isFrameFree: boolean }
  | { readonly kind: 'hang-up'; readonly reason: string }

/** Handles a frame, whose size is cut off. */
export type Receive = (frame: Buffer, client: FrameClient) => FrameReply | Promise<FrameReply>
