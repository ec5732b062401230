//! Takes out of the module what this program never calls but the compiler cannot know of: every erased view carries a
//! way to be hydrated step by step, for programs whose pages come in parts, and one for templates. Ours hydrates in one
//! go (`frontend`). The bodies go; what only they called goes with them when the optimiser has run.

use crate::Result;
use walrus::{FunctionBuilder, FunctionKind, Module};

/// A method of `tachys`, with the futures that it makes.
const NEVER_CALLED: &str = "::hydrate_async::";

/// A call that happens all the same ends the page's script, which every browser test would see.
pub fn trim(module: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::from_buffer(module).map_err(|error| format!("the module: {error:#}"))?;
    let is_never_called = |name: &String| name.contains(NEVER_CALLED) && !name.contains("drop_in_place");
    let found: Vec<_> = module
        .funcs
        .iter_local()
        .filter(|(id, _)| module.funcs.get(*id).name.as_ref().is_some_and(is_never_called))
        .map(|(id, function)| (id, function.ty(), function.args.clone()))
        .collect();
    for (id, signature, arguments) in found {
        let (parameters, results) = {
            let signature = module.types.get(signature);
            (signature.params().to_vec(), signature.results().to_vec())
        };
        let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
        builder.func_body().unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(arguments));
    }
    Ok(module.emit_wasm())
}
