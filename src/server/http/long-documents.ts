import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { EntenteError } from '../../errors.ts';
import { Work } from '../../work.ts';
import type { Deadline } from './deadline.ts';

/** Characters of a document that is parsed, validated and planned in a few milliseconds. */
const SHORT = 5000;

/** Lets others have their turn between the validation of a long document and its execution, which begins with its plan. */
export function useTurnForLong(deadline: Deadline): Plugin {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const { document, contextValue } = args as ExecutionArgs & { contextValue: { request: Request } };
      if ((document.loc?.end ?? 0) <= SHORT) return;
      setExecuteFn(async (executed: ExecutionArgs): Promise<ExecutionResult> => {
        try {
          await new Work(deadline.signalOf(contextValue.request)).pause();
        } catch (error) {
          if (error instanceof EntenteError) return { errors: [error] };
          throw error;
        }
        return executeFn(executed);
      });
    },
  };
}
