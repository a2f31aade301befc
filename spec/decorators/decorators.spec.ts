import { Attribute, BeforeSave, ConfigurationError, PartitionKey, Version } from 'dynact';

const SYMBOL = Symbol('attribute');

/** What a decorator throws while a class is being defined. */
describe('decorators refuse', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'two of them on one property',
      () => {
        class Twice {
          @PartitionKey() @Attribute() id!: string;
        }
        return Twice;
      },
      /^(Twice\.)?id is decorated twice/,
    ],
    [
      'a symbol',
      () => {
        class Symbolic {
          @Attribute() [SYMBOL]?: string;
        }
        return Symbolic;
      },
      /^Symbol\(attribute\) cannot be an attribute/,
    ],
    [
      'a static property',
      () => {
        class Static {
          @Version() static version?: number;
          id = '';
        }
        return Static;
      },
      /^version cannot be an attribute: only public instance members/,
    ],
    [
      'a property named __proto__',
      () => {
        class Proto {
          @Attribute() ['__proto__']?: string;
        }
        return Proto;
      },
      /^(Proto\.)?__proto__: .*`name: '__proto__'`/,
    ],
    [
      'a static hook',
      () => {
        class StaticHook {
          @BeforeSave() static run(): void {}
          id = '';
        }
        return StaticHook;
      },
      /^run cannot be a hook: only public instance members/,
    ],
    [
      'a symbol for a hook',
      () => {
        class SymbolicHook {
          @BeforeSave() [SYMBOL](): void {}
        }
        return SymbolicHook;
      },
      /^Symbol\(attribute\) cannot be a hook/,
    ],
  ])('%s', (_, define, message) => {
    let error: unknown;
    try {
      define();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toMatch(message);
  });

  it('nothing that is declared again in a subclass', () => {
    class Parent {
      @Attribute() text?: string;
    }
    class Child extends Parent {
      @Attribute({ name: 'other' }) override text = '';
    }
    expect(new Child()).toBeInstanceOf(Parent);
  });
});
