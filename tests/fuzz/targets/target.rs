// What every fuzzer is: the property of its name, and changes that know what the files are made of.

macro_rules! fuzz {
    ($name:literal) => {
        libfuzzer_sys::fuzz_target!(|input: &[u8]| (properties::target($name).hold)(input));

        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            let mut random = properties::mutate::Random::new(u64::from(seed));
            // libFuzzer's own changes know what comparisons asked for.
            if random.below(4) == 0 {
                return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
            }
            let mut changed = properties::mutate::mutate(&data[..size], &[], &mut random);
            changed.truncate(max_size);
            data[..changed.len()].copy_from_slice(&changed);
            changed.len()
        });
    };
}
