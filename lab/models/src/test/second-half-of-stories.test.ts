import { itKeepsEveryPromise } from './stories';

itKeepsEveryPromise(1);
