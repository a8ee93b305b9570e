/** What a server asks of whoever answers the frames: one reply a frame, at once or as a promise of it. */
import type { FrameReply } from '../protocol/frame-reply.ts'
import type { FrameClient } from './frame-client.ts'

/** Handles a frame, whose size is cut off. */
export type Receive = (frame: Buffer, client: FrameClient) => FrameReply | Promise<FrameReply>
