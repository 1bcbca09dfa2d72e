import type { ReactNode } from 'react'

/** The last thing that happened. It stays until read: nobody has to be fast. */
export function Message({ text, onDismiss }: { text: string; onDismiss: () => void }): ReactNode {
  return (
    <div className="message" role="status">
      {text !== '' && (
        <div className="notice notice-info">
          <p>{text}</p>
          <button type="button" className="quiet" onClick={onDismiss}>
            Dismiss
          </button>
        </div>
      )}
    </div>
  )
}
