import { kind } from '../core';
import { grid, missingRow } from '../parts/grid';

kind('grid', grid, undefined, missingRow);
