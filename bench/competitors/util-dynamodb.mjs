import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { plainItem } from '../item.mjs';
import { open as bareSdk } from './bare-sdk.mjs';

export const open = connect => bareSdk(connect, { read: item => unmarshall(item), write: i => marshall(plainItem(i)) });
