export { classValidator } from './class-validator';
