//! Where overlapping classes of a day stand beside each other in the grid. Knows numbers only.

/// Which lane of how many each class of a day stands in, so that overlapping ones stand side by side.
/// A span is its start and its length in the same unit. At most four lanes.
pub fn lanes(spans: &[(i64, i64)]) -> Vec<(u8, u8)> {
    let mut order = (0..spans.len()).collect::<Vec<_>>();
    order.sort_by_key(|&index| (spans[index].0, index));
    let mut placed = vec![(0u8, 1u8); spans.len()];
    let mut group = Vec::<usize>::new();
    let mut ends = Vec::<i64>::new();
    let mut group_end = i64::MIN;
    let close = |group: &mut Vec<usize>, ends: &mut Vec<i64>, placed: &mut Vec<(u8, u8)>| {
        let of = u8::try_from(ends.len().clamp(1, 4)).unwrap_or(4);
        for index in group.drain(..) {
            placed[index].1 = of;
        }
        ends.clear();
    };
    for index in order {
        let (start, end) = (spans[index].0, spans[index].0 + spans[index].1.max(1));
        if start >= group_end {
            close(&mut group, &mut ends, &mut placed);
        }
        let lane = match ends.iter().position(|&lane_end| lane_end <= start) {
            Some(lane) => lane,
            None if ends.len() < 4 => {
                ends.push(end);
                ends.len() - 1
            }
            None => 3,
        };
        ends[lane] = ends[lane].max(end);
        placed[index].0 = u8::try_from(lane).unwrap_or(3);
        group_end = group_end.max(end);
        group.push(index);
    }
    close(&mut group, &mut ends, &mut placed);
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_spans_stand_side_by_side_and_others_alone() {
        let check = |spans: &[(i64, i64)], expect: &[(u8, u8)]| assert_eq!(lanes(spans), expect);
        check(&[(36, 6), (52, 6)], &[(0, 1), (0, 1)]);
        check(&[(36, 6), (38, 6)], &[(0, 2), (1, 2)]);
        check(&[(36, 4), (38, 6), (40, 4)], &[(0, 2), (1, 2), (0, 2)]);
        check(&[], &[]);
    }

    #[test]
    fn there_are_never_more_than_four_lanes() {
        let six = vec![(36, 6); 6];
        let placed = lanes(&six);
        assert!(
            placed.iter().all(|&(lane, of)| lane < 4 && of == 4),
            "{placed:?}"
        );
    }
}
