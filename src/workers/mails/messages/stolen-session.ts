import { compose, type Mail } from '../compose.js';
import { utcMinute } from '../utc-minute.js';

/** Tells the owner that a session was ended because two were using it (RFC 9700 §4.14.2). */
export function stolenSession(params: { username: string; at: Date }): Mail {
  return compose({
    subject: 'One of your sessions was ended',
    username: params.username,
    message: [
      `On ${utcMinute(params.at)} something was presented to us that only your device should have, and that it had already exchanged for something newer.`,
      'That happens when a session is copied to another device. We have ended it on both; sign in again to go on.',
    ],
    ifItWasNotYou:
      'If it was not you who copied it, check your device for programs that you do not know, and choose a new password: that ends every other session.',
  });
}
