/**
 * What a broker gives for a frame and a transport carries out. It stands here because neither of the two may know
 * the other.
 */

/** What becomes of a frame on its connection; it is free when no part of it is used any more, the answer included. */
export type FrameReply =
  | {
      readonly kind: 'answer'
      /** The frame, size included. */
      readonly chunks: readonly Buffer[]
      /** To be called once when the chunks have left this process's memory, or never will. */
      readonly sent: () => void
      readonly isFrameFree: boolean
    }
  | { readonly kind: 'silence'; readonly isFrameFree: boolean }
  | { readonly kind: 'hang-up'; readonly reason: string }
