//! Sorts the rows of a table, even if they do not all fit in memory.
//!
//! When the rows in memory reach a bound, they are sorted and written to a temporary file. These
//! sorted rows are a run. In the end, all runs are merged. The temporary file has no name, or loses
//! it as soon as it is open, so the system removes it when the process ends, even if the process is
//! killed. On Windows it keeps its name until then.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, binary_heap::PeekMut},
    fs::File,
    io::{self, BufRead as _, BufReader, BufWriter, Read, Seek as _, SeekFrom, Write as _},
    mem,
    ops::Range,
    path::PathBuf,
};

/// A key and its value.
type Row = (Vec<u8>, (u64, u64));

/// Approximate maximum number of bytes of the rows in memory. More rows are sorted more slowly,
/// since the caches of the processor hold a smaller part of them. The bound is small when this
/// crate is tested, so that few rows make many runs.
const MOST_IN_MEMORY: usize = if cfg!(test) { 512 } else { 16 << 20 };

/// The size of a buffer for writing or reading a run. While runs are merged, each has its own: some
/// 4 MiB for each gigabyte of rows.
const BUFFER: usize = 64 << 10;

/// Rows that are to be sorted.
pub(crate) struct RowSorter {
    /// The folder for the temporary file; `None` if all rows are kept in memory.
    folder: Option<PathBuf>,
    in_memory: Vec<Row>,
    /// The number of bytes of the rows in memory.
    size: usize,
    /// The temporary file, once it is needed.
    file: Option<File>,
    /// Where the runs are in the file.
    runs: Vec<Range<u64>>,
    len: u64,
}

impl RowSorter {
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, in_memory: Vec::new(), size: 0, file: None, runs: Vec::new(), len: 0 }
    }

    /// Number of rows that were added.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn add(&mut self, key: Vec<u8>, value: (u64, u64)) -> io::Result<()> {
        self.len += 1;
        self.size += key.len() + size_of::<Row>();
        self.in_memory.push((key, value));
        if self.size > MOST_IN_MEMORY {
            self.write_run().map_err(|it| of_file(&it))?;
        }
        Ok(())
    }

    /// Writes the rows in memory to the file as a run, unless all rows are kept in memory.
    fn write_run(&mut self) -> io::Result<()> {
        let file = match (&mut self.file, &self.folder) {
            (Some(file), _) => file,
            (none, Some(folder)) => none.insert(tempfile::tempfile_in(folder)?),
            (None, None) => return Ok(()),
        };
        self.in_memory.sort_unstable();
        let begin = file.stream_position()?;
        let mut run = BufWriter::with_capacity(BUFFER, &*file);
        for row in self.in_memory.drain(..) {
            write_row(&mut run, &row)?;
        }
        run.flush()?;
        drop(run);
        self.size = 0;
        self.runs.push(begin..file.stream_position()?);
        Ok(())
    }

    /// Returns the rows by ascending keys. Of several rows with the same key, only the one with the
    /// largest value is returned: in a damaged database, several servers can have the same id.
    pub(crate) fn sorted(&mut self) -> io::Result<Sorted<'_>> {
        self.in_memory.sort_unstable();
        let mut sources: Vec<Source<'_>> = Vec::with_capacity(self.runs.len() + 1);
        if let Some(file) = &self.file {
            for run in &self.runs {
                let mut run = BufReader::with_capacity(BUFFER, Run { file, left: run.clone() });
                sources.push(Box::new(std::iter::from_fn(move || read_row(&mut run).transpose())));
            }
        }
        sources.push(Box::new(self.in_memory.drain(..).map(Ok)));
        let mut next = BinaryHeap::with_capacity(sources.len());
        for (index, source) in sources.iter_mut().enumerate() {
            if let Some(row) = source.next().transpose().map_err(|it| of_file(&it))? {
                next.push(Reverse((row, index)));
            }
        }
        Ok(Sorted { sources, next })
    }
}

/// Makes an error name the temporary file.
fn of_file(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("the temporary file for sorting: {error}"))
}

fn write_row(run: &mut impl io::Write, (key, value): &Row) -> io::Result<()> {
    for number in [key.len() as u64, value.0, value.1] {
        run.write_all(&number.to_le_bytes())?;
    }
    run.write_all(key)
}

/// Reads the next row of a run; `None` at its end.
fn read_row(run: &mut BufReader<Run<'_>>) -> io::Result<Option<Row>> {
    if run.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let len = usize::try_from(read_number(run)?).map_err(io::Error::other)?;
    let value = (read_number(run)?, read_number(run)?);
    // A damaged length must not allocate more memory than the run can fill.
    if len > run.buffer().len().saturating_add(run.get_ref().len()) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut key = vec![0; len];
    run.read_exact(&mut key)?;
    Ok(Some((key, value)))
}

fn read_number(run: &mut impl Read) -> io::Result<u64> {
    let mut number = [0; 8];
    run.read_exact(&mut number)?;
    Ok(u64::from_le_bytes(number))
}

/// The bytes of a run that were not read yet.
struct Run<'a> {
    file: &'a File,
    left: Range<u64>,
}

impl Run<'_> {
    fn len(&self) -> usize {
        usize::try_from(self.left.end - self.left.start).unwrap_or(usize::MAX)
    }
}

impl Read for Run<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = self.len().min(out.len());
        let mut file = self.file;
        // All runs are read through one file, so its position may be in another run.
        file.seek(SeekFrom::Start(self.left.start))?;
        file.read_exact(out.get_mut(..len).unwrap_or_default())?;
        self.left.start += len as u64;
        Ok(len)
    }
}

/// Sorted rows of one run, or those that were still in memory.
type Source<'a> = Box<dyn Iterator<Item = io::Result<Row>> + 'a>;

/// The rows of a [`RowSorter`] by ascending keys.
pub(crate) struct Sorted<'a> {
    sources: Vec<Source<'a>>,
    /// The next row of each source, with the index of the source; the smallest row comes first.
    next: BinaryHeap<Reverse<(Row, usize)>>,
}

impl Sorted<'_> {
    /// Takes the smallest row, and gets the next one of its source.
    fn take(&mut self) -> io::Result<Option<Row>> {
        let Some(mut first) = self.next.peek_mut() else {
            return Ok(None);
        };
        let Reverse((row, index)) = &mut *first;
        match self.sources.get_mut(*index).and_then(Iterator::next).transpose()? {
            Some(next) => Ok(Some(mem::replace(row, next))),
            None => Ok(Some(PeekMut::pop(first).0.0)),
        }
    }

    /// Takes all rows with the smallest key, and returns the last of them.
    fn take_key(&mut self) -> io::Result<Option<Row>> {
        let mut last = self.take()?;
        while let Some(row) = &last
            && self.next.peek().is_some_and(|Reverse((next, _))| next.0 == row.0)
        {
            last = self.take()?;
        }
        Ok(last)
    }
}

impl Iterator for Sorted<'_> {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take_key().map_err(|it| of_file(&it)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use fastrand::Rng;
    use tempfile::TempDir;

    use super::*;

    /// Adds random rows, some with the same key, and compares the result with a map. Returns the
    /// number of runs.
    fn compare_with_map(folder: Option<PathBuf>, random: &mut Rng) -> usize {
        let mut sorter = RowSorter::new(folder);
        let mut expected = BTreeMap::new();
        for number in 0..random.u64(..200) {
            let key: Vec<u8> = (0..random.usize(..4)).map(|_| random.u8(..9)).collect();
            let value = (number, random.u64(..));
            sorter.add(key.clone(), value).unwrap();
            expected.insert(key, value);
        }

        if cfg!(target_os = "linux")
            && let Some(folder) = &sorter.folder
        {
            assert!(folder.read_dir().unwrap().next().is_none(), "the file has a name");
        }
        let found: Vec<Row> = sorter.sorted().unwrap().map(Result::unwrap).collect();

        assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
        sorter.runs.len()
    }

    #[test]
    fn any_rows_come_back_sorted_with_the_largest_value_of_each_key() {
        let folder = TempDir::new().unwrap();
        let mut random = Rng::with_seed(7);
        let mut most_runs = 0;

        for _ in 0..300 {
            most_runs = most_runs.max(compare_with_map(Some(folder.path().into()), &mut random));
        }

        assert!(most_runs > 10, "{most_runs}");
    }

    #[test]
    fn without_a_folder_all_rows_stay_in_memory() {
        let mut random = Rng::with_seed(8);

        let runs: usize = (0..100).map(|_| compare_with_map(None, &mut random)).sum();

        assert_eq!(runs, 0);
    }

    #[test]
    fn a_folder_that_can_not_be_written_to_is_an_error() {
        let folder = TempDir::new().unwrap();
        let mut sorter = RowSorter::new(Some(folder.path().join("missing")));

        let result = (0..100).try_for_each(|it| sorter.add(vec![0; 20], (it, 0)));

        assert_eq!(result.unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
