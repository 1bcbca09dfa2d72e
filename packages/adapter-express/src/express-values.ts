import type { HttpReply, HttpRequest, ResponseHeaders } from '@seatkit/core/http'
import type { Request, Response } from 'express'

/** Express' request in neutral words. Scheme, host and address follow the application's `trust proxy` setting. */
export function toHttpRequest(req: Request): HttpRequest {
  const query = req.url.indexOf('?')
  return {
    method: req.method,
    path: query === -1 ? req.url : req.url.slice(0, query),
    search: query === -1 ? '' : req.url.slice(query),
    header: (name) => headerText(req.headers[name]),
    get origin() {
      return `${req.protocol}://${req.host}`
    },
    get ip() {
      return req.ip ?? ''
    },
    get parsedBody() {
      return req.body
    },
    body: req,
  }
}

export function responseHeaders(res: Response): ResponseHeaders {
  return {
    set: (name, value) => void res.set(name, value),
    append: (name, value) => void res.append(name, value),
  }
}

export function send(res: Response, { status, headers, body }: HttpReply): void {
  res.status(status).set(headers).end(body)
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}
