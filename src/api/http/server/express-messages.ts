import { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';

/** The classes of the requests and responses of a server. */
export interface MessageClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/**
 * Returns classes whose objects have the prototypes of an Express app from the start. Express changes the prototypes of
 * each request and response. V8 then keeps most of these objects until a full collection, which takes more time than all
 * other work of a short request. Setting a prototype that an object already has changes nothing.
 */
export function expressMessages(app: Express): MessageClasses {
  class Request extends IncomingMessage {}
  class Response<Sent extends IncomingMessage> extends ServerResponse<Sent> {}
  Object.setPrototypeOf(Request.prototype, app.request);
  Object.setPrototypeOf(Response.prototype, app.response);
  Object.defineProperty(app, 'request', { value: Request.prototype });
  Object.defineProperty(app, 'response', { value: Response.prototype });
  return { IncomingMessage: Request, ServerResponse: Response };
}
